"""The sample web: a small local government web, generated deterministically, for the demonstration and the tests.

Four reports carry the figures of real reports, unaltered and with their source; everything else, all running
text included, is invented and belongs to invented bodies (示例省…, region codes 99xxxx). Every page says so.
"""
