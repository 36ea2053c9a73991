using System.CommandLine;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae alerts</c></summary>
internal static class AlertsCommand
{
    public static Command Create() => new(
        "alerts",
        """
        The alerts that were raised: list them, one by one or grouped into incidents; say that somebody has seen one; say whether it was trouble, and
        have the entity learn from that. 'streamae explain' tells of one in full.

        Examples:
          streamae alerts list --config service.yaml --max 20
          streamae alerts list --config service.yaml --incidents
          streamae alerts ack 3f2a90c1 --config service.yaml --reason "on it"
          streamae alerts feedback 3f2a90c1 false --config service.yaml --reason "pump was flushed"
          streamae alerts snooze 3f2a90c1 --for 4h --config service.yaml --reason "on it"
        """)
    {
        AlertListCommand.Create(),
        AlertFeedbackCommand.CreateAcknowledge(),
        AlertFeedbackCommand.Create(),
        AlertSnoozeCommand.Create(),
    };
}
