Feature: What a day brought
  A report is counted when somebody asks for it, and is exact to the cent.

  Scenario: The manager looks at the day after a sale
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket
    When the customer pays in cash
    Then the ticket is closed
    When a manager takes the place of the cashier
    And the manager opens the reports
    Then the reports say what was sold
    And the journal verifies

  Scenario: A manager who holds the till counts it blind
    Given a manager is signed in at the counter
    And ibuprofen is on the ticket
    When the customer pays in cash
    Then the ticket is closed
    When the manager opens the reports
    Then the screen says "The till of these days is still open"
    And the reports do not say what was sold

  Scenario: A cashier does not see what the store takes
    Given A. Rivera is signed in at the counter
    Then no key opens the reports
