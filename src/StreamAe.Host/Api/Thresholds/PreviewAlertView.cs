namespace StreamAe.Host.Api.Thresholds;

/// <summary>An alert that the one threshold raises and the other does not.</summary>
/// <param name="Said">true, false or ignore, where an operator said so of it; null else.</param>
internal sealed record PreviewAlertView(string Entity, DateTimeOffset Time, float? Surprise, float? Score, string? Said);
