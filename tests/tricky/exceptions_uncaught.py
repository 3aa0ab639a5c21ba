# An exception that nobody catches, out of a hot loop in nested calls: traceback on stderr, exit status 1.
import atexit

from common import SCALE


class Account:
    def __init__(self, balance):
        self.balance = balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError(f"only {self.balance} left, not {amount}")
        self.balance -= amount
        return self.balance


def spend(account, amounts):
    total = 0
    for amount in amounts:
        account.withdraw(amount)
        total += amount
    return total


atexit.register(print, "atexit ran")
account = Account(20_000)
try:
    for _ in range(SCALE):
        account.balance += 60_000
        spent = spend(account, [i % 7 for i in range(20_000)])
        account.balance -= 60_000 - spent
    print(spent)
finally:
    print("finally", account.balance)
spend(account, [i % 9 for i in range(20_000)])
