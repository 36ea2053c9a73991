using System.Text.Json.Serialization;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>One entity of a back-test.</summary>
/// <param name="Entity">Its key.</param>
/// <param name="Model">What its first own model is, or why there is none.</param>
public sealed record EntityFigures([property: JsonPropertyOrder(-2)] string Entity, [property: JsonPropertyOrder(-1)] string Model, BacktestFigures Figures)
    : BacktestFigures(Figures)
{
    [JsonIgnore]
    public BacktestFigures Figures { get; } = Figures;
}
