namespace StreamAe.Monitoring.Operations;

/// <summary>What an operator says of an alert.</summary>
public enum AlertFeedback
{
    /// <summary>Somebody has seen it. Changes nothing but what the audit says.</summary>
    Acknowledged,

    /// <summary>It was trouble: its rows stay out of training, and a threshold that was raised by earlier feedback comes halfway back.</summary>
    True,

    /// <summary>It was a false alarm: its rows may be learned, and the entity's threshold rises above it.</summary>
    False,

    /// <summary>Neither is to be learned from: its rows stay out of training.</summary>
    Ignore,
}
