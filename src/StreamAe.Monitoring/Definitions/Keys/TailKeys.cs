namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of an entry of <c>score.tails</c>.</summary>
internal static class TailKeys
{
    private const int MostChannels = 16;
    private const int MostFeatures = 8;

    private static readonly MappingForm<TailsDefinition> Form = new(
        new TailsDefinition(),
        [
            new TypedKey<TailsDefinition, IReadOnlyList<string>>(
                "of",
                new OneOrListForm<string>(SharedForms.Field, new ListForm<string>(SharedForms.Field, 1, MostFeatures, ("feature", f => f))),
                t => t.Of,
                (t, v) => t with { Of = v })
            {
                IsRequired = true,
                Summary = "The judged feature, by its name (ratio(amount) for a computed one), or several, whose surprises add up",
            },
            new TypedKey<TailsDefinition, double>("share", new NumberForm<double>(0, 1, openMin: true), t => t.Share, (t, v) => t with { Share = v })
            {
                Summary = "Share of the false alarms that are this channel's",
                Raising = "finds more of what it sees, and less of the rest",
            },
        ]);

    public static WordOrForm<IReadOnlyList<TailsDefinition>, IReadOnlyList<TailsDefinition>> ListForm { get; } = new(
        "none",
        [],
        new ListForm<TailsDefinition>(Form, 1, MostChannels),
        list => list,
        (list, out inner) => (inner = list).Count > 0);
}
