"""Questions to peers: asked, brought to whom, answered, solved; and who can help with what.

*questions* is the life of a question, *answers* what comes back and whom it concerns, *routing* the
pure choice of peers with its reasons, *candidates* what that choice is made of, *expertise* what
people say they can help with.
"""
