Feature: One family's errand in three states
  The same people, bags and box at the counter; what is asked, what may be sold and what stays here
  is told by the state's rows. With the line down the counter goes on, as each state lets it.

  Background:
    Given the payer of 6012401-0 has waited longer than it allows
    And Medicare rejected the claim of 6012400-0 before it was paid
    And the buyer got a day's pseudoephedrine at another store

  Scenario Outline: Everything that is asked, and the limit that another store's sale has reached: <state>
    Given a counter in <state>
    And A. Rivera is signed in at the counter
    When the spouse on the list comes for the bag 6012400-00
    Then the bag 6012401-00 stays: it has waited too long
    When only the bag 6012400-00 is added
    And the bag 6012346-00 of the child is added
    Then the list asks for identity, bags, controlled, counselling, signature, notice, questions
    And nothing can be paid
    When the ID is asked for
    Then the pharmacist's own knowledge of the person is <known>
    When the ID is entered
    Then what was read off it is <asked>
    When the notice is handed over, the pharmacist counsels and the spouse signs
    And a box of pseudoephedrine is wanted too
    Then the exchange stops the box
    And in fear of life the stop is <passed>
    When the box is taken off
    And the customer pays in cash
    Then the ticket is closed
    And the PhMS holds the pickup of 6012400-0 exactly once
    And the PhMS holds the pickup of 6012346-0 exactly once
    And the PhMS is told of the ID of 6012400-0: <told>
    And the PhMS holds no pickup of 6012401-0
    And the exchange holds no sale of this lane
    And the journal verifies

    Examples:
      | state | asked                              | known      | passed     | told                              |
      | US-NC | expires, number                    | not enough | passed     | licence and number                |
      | US-VA | address                            | enough     | not passed | licence                           |
      | US-TX | expires, number, jurisdiction      | enough     | passed     | licence, number and jurisdiction  |

  Scenario Outline: The line is down, to the pharmacy system and to the exchange: <state>
    Given a counter in <state>
    And A. Rivera is signed in at the counter
    And the line is down
    When the spouse on the list comes for the bag 6012400-00
    Then the bag 6012401-00 stays: it has waited too long
    When only the bag 6012400-00 is added
    And the bag 6012346-00 of the child is added
    Then the list asks for identity, bags, controlled, counselling, signature, notice, questions
    And the copay is that of before
    When the ID is asked for
    And the ID is entered
    Then what was read off it is <asked>
    When the notice is handed over, the pharmacist counsels and the spouse signs
    And a box of pseudoephedrine is wanted too
    Then without the exchange the box is <box>
    When the customer pays in cash what may go
    Then the ticket is closed
    When the line is there again
    Then the PhMS holds the pickup of 6012400-0 exactly once
    And the PhMS holds the pickup of 6012346-0 exactly once
    And the exchange is told of <uploaded> sales of this lane
    And the journal verifies

    Examples:
      | state | asked                         | box                | uploaded |
      | US-NC | expires, number               | sold with a note   | 0        |
      | US-VA | address                       | held               | 0        |
      | US-TX | expires, number, jurisdiction | sold with a record | 1        |
