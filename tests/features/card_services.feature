Feature: What the card terminal does beside payments
  It takes a signature where the customer stands, and closes its batch when nothing in it is needed.

  Scenario: The customer signs on the card terminal
    Given A. Rivera is signed in at the counter
    And the bag 6012345-00 is on the ticket and counselled
    When the clerk lets the customer sign on the card terminal
    And the customer signs there
    Then what was signed there is on the pad
    When the clerk keeps the signature
    Then the ticket holds exactly that signature
    And the ticket can be finished
    And the journal verifies

  Scenario: The customer walks away from the terminal, and signs on the pad
    Given A. Rivera is signed in at the counter
    And the bag 6012345-00 is on the ticket and counselled
    When the clerk lets the customer sign on the card terminal
    And the customer presses the red key
    Then the screen says "No signature from the card terminal"
    When the customer signs on the pad
    Then the ticket can be finished

  Scenario: A signature that nobody waits for any more
    Given A. Rivera is signed in at the counter
    And the bag 6012345-00 is on the ticket and counselled
    When the clerk lets the customer sign on the card terminal
    And the clerk locks the screen
    Then the card terminal asks for nothing any more
    And nothing was signed

  Scenario: A manager closes the batch
    Given a manager is signed in at the counter
    And ibuprofen was paid by card
    When the manager asks for the batch to be closed
    Then the screen says "The terminal settles with the bank and forgets its records."
    When the manager confirms it
    Then the screen says "Credit, 1"
    And the terminal's records are empty
    And the journal verifies

  Scenario: The batch stays open while a payment is not confirmed
    Given a manager is signed in at the counter
    And a card payment was put aside, not confirmed
    When the manager asks for the batch to be closed
    Then the screen says "The batch stays open: a card payment is not confirmed"
    And no batch was closed

  Scenario: The answer is lost, and asked for again
    Given a manager is signed in at the counter
    And ibuprofen was paid by card
    And the cable is pulled when the terminal has closed its batch
    When the manager asks for the batch to be closed
    And the manager confirms it
    Then the screen says "The batch may be closed, or not"
    When the terminal is plugged in again
    And the manager asks for the batch to be closed
    And the manager confirms it
    Then the screen says "closed at"
    And the terminal's records are empty
