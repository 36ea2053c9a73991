using System.Text.Json;

namespace StreamAe.Monitoring.Operations;

/// <summary>Until when an entity raises no alert by its scores.</summary>
/// <param name="Until">Event time, ticks. One that has passed ends a snooze, or the cooldown of an alert.</param>
public sealed record SnoozeBody(long Until)
{
    public string Write() => JsonSerializer.Serialize(this, RequestJson.Default.SnoozeBody);
}
