"""The demo boards, in the order they are loaded."""

from demo import consolecowboys, goodproof

BOARDS = (consolecowboys.BOARD, goodproof.BOARD)
