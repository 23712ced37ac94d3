"""What all tests share."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case with bytes by its argument and number.

    The bytes themselves may hold the second they were packed in; workers that
    collect a moment apart would then disagree about the names of the tests.
    """
    return argname if isinstance(val, bytes) else None
