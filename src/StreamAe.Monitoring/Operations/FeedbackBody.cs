using System.Text.Json;

namespace StreamAe.Monitoring.Operations;

/// <summary>What is said of which alert.</summary>
/// <param name="Alert">Its id.</param>
/// <param name="From">Event time of the first of its anomalous rows, ticks.</param>
/// <param name="To">Of the row that raised it.</param>
/// <param name="Surprise">Of that row.</param>
public sealed record FeedbackBody(string Alert, AlertFeedback Feedback, long From, long To, float Surprise)
{
    public string Write() => JsonSerializer.Serialize(this, RequestJson.Default.FeedbackBody);
}
