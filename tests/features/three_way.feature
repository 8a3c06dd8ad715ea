Feature: A close that is compared three ways
  What was sold here, what the pharmacy system knows and the card batch stand beside one another. Each
  difference is settled from the page that tells it; the others are closed over by a reason and a name.

  Background:
    Given A. Rivera is signed in at the counter

  Scenario: The pharmacy system did not take a pickup
    Given the bag 6012345-00 is on the ticket, counselled and signed for
    And the PhMS cannot be reached, and the fill 6012345-0 is cancelled there
    When the customer pays in cash
    Then the ticket is closed
    When the PhMS is there again and disagrees
    And the clerk compares three ways
    Then the screen says "6012345-00 picked up here, not taken by the PhMS"
    When the pharmacist enters it there and says so
    Then nothing differs
    And nothing waits for a person any more
    And the journal verifies

  Scenario: The pharmacy system is mended and the message goes again
    Given the bag 6012345-00 is on the ticket, counselled and signed for
    And the PhMS refuses every message
    When the customer pays in cash
    Then the ticket is closed
    When the PhMS has refused the pickup and is mended
    And the clerk compares three ways
    And the clerk sends it again
    Then the PhMS holds the pickup of 6012345-0 exactly once
    And nothing differs
    And the journal verifies

  Scenario: A fill is sold in the pharmacy system and not here
    Given the pharmacist marks 6012346-0 sold in the PhMS
    When the clerk compares three ways
    Then the screen says "6012346-00 sold in the PhMS, not here"
    And the screen says "A pharmacist or a manager says that"
    When a manager says that it was mailed
    Then nothing differs
    And the journal verifies
