using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>A change that an operator thinks of.</summary>
/// <param name="Definition">Its alert policy and threshold are what the monitor's entities have now.</param>
/// <param name="Overrides">In force now.</param>
/// <param name="Proposed">In place of whatever an entity has now.</param>
/// <param name="ProposedAlert">The alert policy to go with it.</param>
/// <param name="Shown">Most alerts that are told one by one, on either side.</param>
public sealed record PreviewRequest(
    MonitorDefinition Definition, ThresholdOverrides Overrides, ThresholdRule Proposed, AlertDefinition ProposedAlert, int Shown);
