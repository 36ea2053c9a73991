namespace StreamAe.Host.Api.Entities;

/// <summary>A model version on the time line.</summary>
/// <param name="T">Milliseconds since 1970: event time of the newest row it was trained on, after which it came into use.</param>
internal sealed record VersionStart(double T, int Version, string Origin);
