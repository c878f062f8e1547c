"""`python -m kalaka`: the same as the command `kalaka`."""

from kalaka.commands.cli import command

if __name__ == "__main__":
    command()
