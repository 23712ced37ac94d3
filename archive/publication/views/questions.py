"""The list of readers' questions."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.questions import questions

PATH = r"/questions/?"


def view(ask: Ask) -> Answer:
    """Return the list."""
    return Html(
        template="questions.html",
        title=ask.say("questions.title"),
        demonstration=False,  # no figure of any body is shown here
        context={"questions": questions(residents=bool(ask.site.population))},
    )
