namespace StreamAe.Monitoring.Definitions;

/// <summary>How many consecutive rows of an entity the model sees at once.</summary>
public sealed record WindowDefinition
{
    /// <summary>Rows in a window; null is auto: 1 when the encoded row has at least 8 inputs, else ⌈8 ÷ inputs⌉. Raising it lets
    /// the model see shapes in time, and costs inputs and detection sharpness. Default auto; auto or 1 to 1,024 rows.</summary>
    public int? Rows { get; init; }
}
