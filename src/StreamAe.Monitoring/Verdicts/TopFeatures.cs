using System.Runtime.CompilerServices;

namespace StreamAe.Monitoring.Verdicts;

/// <summary>The features that contributed most to a score, largest first; unused places hold source −1.</summary>
[InlineArray(Capacity)]
public struct TopFeatures
{
    public const int Capacity = 3;

    private Contribution _first;

    /// <summary>No feature is named.</summary>
    public static TopFeatures None { get; } = CreateNone();

    /// <param name="Source">Index of the feature as the monitor lists it.</param>
    /// <param name="Share">Of the row's reconstruction error, 0 … 1.</param>
    public readonly record struct Contribution(int Source, float Share);

    private static TopFeatures CreateNone()
    {
        var none = default(TopFeatures);
        ((Span<Contribution>)none).Fill(new Contribution(-1, 0));
        return none;
    }
}
