Feature: A PhMS that answers badly, or not at all
  Selling goes on with what the counter knows, its age is shown, and every pickup reaches the PhMS
  exactly once when it is well again.

  Background:
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket

  Scenario Outline: The PhMS fails while a customer picks up and pays
    Given the PhMS from now on answers <answer>
    When the patient picks up the bag 6012345-00 with the copay known before
    Then the screen says "copay as of"
    When the pharmacist counsels and the customer signs
    And the customer pays in cash
    Then the screen says "recorded; 1 on the way to the PhMS"
    And the status strip says that the PhMS is in trouble
    When the PhMS is well again
    Then the PhMS holds the pickup of 6012345-0 exactly once
    And nothing waits to be sent
    And the journal verifies

    Examples:
      | answer                |
      | 500                   |
      | an HTML page          |
      | half a page           |
      | an empty page         |
      | a connection cut      |
      | no connection         |
      | nothing               |

  Scenario Outline: The PhMS takes the pickup, and its answer is lost
    Given the bag 6012345-00 is on the ticket, counselled and signed for
    When the answer to the next message is lost: <answer>
    And the customer pays in cash
    Then the PhMS holds the pickup of 6012345-0 exactly once
    And nothing waits to be sent
    And the PhMS holds the pickup of 6012345-0 exactly once

    Examples:
      | answer           |
      | half a page      |
      | an empty page    |
      | a connection cut |

  Scenario: A bag is handed out during an outage, and the PhMS had cancelled the fill meanwhile
    Given the bag 6012345-00 is on the ticket, counselled and signed for
    And the PhMS from now on answers no connection
    And the pharmacist has cancelled the fill 6012345-0 at the PhMS
    When the customer pays in cash
    Then the ticket is closed
    When the PhMS is well again
    Then the screen says "The pharmacy system disagrees about 6012345-00"
    And the screen says "Call the pharmacist."
    And the screen says "1 to settle"
    And the journal verifies
