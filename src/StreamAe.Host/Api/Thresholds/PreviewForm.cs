namespace StreamAe.Host.Api.Thresholds;

/// <summary>A threshold whose doing is asked for.</summary>
/// <param name="Entity">Null for all of the monitor.</param>
/// <param name="M">Another alert.m to go with it, as the following.</param>
/// <param name="Days">The newest so many days of stored scores; null for a week.</param>
/// <param name="Show">Most alerts that are told one by one, new and gone each.</param>
internal sealed record PreviewForm(
    string Policy, double Value = 0, string? Entity = null, int? M = null, int? N = null, double? CooldownSeconds = null, double? Days = null, int? Show = null);
