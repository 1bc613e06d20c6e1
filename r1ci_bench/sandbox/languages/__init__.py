"""The languages that code may be written in: an executor for each says what runs it and how.

Python is run by the warm interpreter itself; code of every other language becomes a file in the scratch
directory and is run by a program of this machine, in the same jail.
"""
