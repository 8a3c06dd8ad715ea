Feature: A customer's screen that is not there
  The counter says so, and sells on; nothing is ever put over the cashier's own screen.

  Scenario: The second screen is unplugged
    Given the lane has a customer's screen that is unplugged
    Then the screen says "Customer screen: not connected"
    And no window lies over the counter
