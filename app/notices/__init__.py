"""Notices: messages that leave the house by e-mail. Letters are files; what was sent is logged without its content.

One letter per cause: the log's unique cause makes a message delivered twice by the outbox leave once.
"""
