using System.CommandLine;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae thresholds</c></summary>
internal static class ThresholdsCommand
{
    public static Command Create() => new(
        "thresholds",
        """
        What makes a score anomalous: see what a change would have done, make it, take it back. The narrowest holds: an entity's before its cohort's
        before the monitor's before the monitor file's. A service that is running follows within some two seconds.

        Examples:
          streamae thresholds preview --config service.yaml --budget 0.5 --days 7
          streamae thresholds set --config service.yaml --entity pump-3 --quantile 0.99999 --reason "rough water" --expires 30d
          streamae thresholds set --data demo-data --monitor pumps --entity pump-003 --maintenance --reason "new bearing" --expires 4h
          streamae thresholds list --config service.yaml
        """)
    {
        ThresholdPreviewCommand.Create(),
        ThresholdSetCommand.Create(),
        ThresholdSetCommand.CreateRemove(),
        ThresholdListCommand.Create(),
    };
}
