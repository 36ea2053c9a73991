namespace StreamAe.Host.Api.Thresholds;

/// <summary>What thresholds a monitor has: the narrowest holds.</summary>
/// <param name="File">The monitor file's.</param>
internal sealed record ThresholdsView(RuleView File, IReadOnlyList<OverrideView> Overrides);
