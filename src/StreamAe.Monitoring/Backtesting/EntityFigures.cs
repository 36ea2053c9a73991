using System.Text.Json.Serialization;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>One entity of a back-test.</summary>
/// <param name="Entity">Its key.</param>
/// <param name="Model">What its first own model is, or why there is none.</param>
/// <param name="Training">How it came to be; null where the entity had no history to train on.</param>
public sealed record EntityFigures(
    [property: JsonPropertyOrder(-3)] string Entity,
    [property: JsonPropertyOrder(-2)] string Model,
    [property: JsonPropertyOrder(-1)] TrainingFigures? Training,
    BacktestFigures Figures)
    : BacktestFigures(Figures)
{
    [JsonIgnore]
    public BacktestFigures Figures { get; } = Figures;
}
