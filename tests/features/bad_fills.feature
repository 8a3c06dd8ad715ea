Feature: A fill that may not be handed out
  The clerk is told why before anything is on the ticket; the rest of the ticket goes on.

  Background:
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket

  Scenario Outline: A bag whose fill is not for handing out
    Given the PhMS has made the fill 6012345-0 <status>
    When the scanner reads ]C0 6012345-00
    And the clerk identifies the customer
    Then the screen says "<words>"
    When the clerk adds what is ready
    Then only the fills that may be handed out are on the ticket
    And the PhMS holds no pickup of 6012345-0

    Examples:
      | status    | words                        |
      | sold      | 6012345-00 was picked up already |
      | on hold   | 6012345-00 is on hold        |
      | cancelled | 6012345-00 was cancelled     |

  Scenario Outline: A fill that changes while it is on the ticket
    Given the bag 6012345-00 is on the ticket, counselled and signed for
    And the PhMS has made the fill 6012345-0 <status>
    When the clerk opens payment
    Then the screen says "<words>"
    And the ticket is shown without the fill
    And 1 line is on the ticket
    And the ticket can be finished
    And the PhMS holds no pickup of 6012345-0

    Examples:
      | status    | words                        |
      | sold      | 6012345-00 was picked up already |
      | on hold   | 6012345-00 is on hold        |
      | cancelled | 6012345-00 was cancelled     |

  Scenario: A copay that changes while the fill is on the ticket
    Given the bag 6012345-00 is on the ticket, counselled and signed for
    And the payer now wants 12.50 for the fill 6012345-0
    When the clerk opens payment
    Then the screen says "10.00 → 12.50"
    When the clerk accepts the new copay
    Then the screen says "The new copay is on the ticket"
    And the ticket can be finished
    And the PhMS holds the pickup of 6012345-0 exactly once
