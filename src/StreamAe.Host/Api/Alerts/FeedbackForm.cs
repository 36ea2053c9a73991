using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Alerts;

/// <summary>What is said of an alert.</summary>
internal sealed record FeedbackForm(AlertFeedback Feedback, string? Reason);
