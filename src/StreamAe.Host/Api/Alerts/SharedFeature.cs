namespace StreamAe.Host.Api.Alerts;

/// <summary>A feature and its share in the alerts of an incident, 0 … 1.</summary>
internal sealed record SharedFeature(string Feature, float Share);
