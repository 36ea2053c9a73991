using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>training.annealing</c>.</summary>
internal static class AnnealingKeys
{
    public static MappingForm<AnnealingDefinition> Form { get; } = new(
        new AnnealingDefinition(),
        [
            new TypedKey<AnnealingDefinition, AnnealingKind>(
                "kind",
                new ChoiceForm<AnnealingKind>(
                    ("none", AnnealingKind.None), ("linear", AnnealingKind.Linear), ("cyclical", AnnealingKind.Cyclical)),
                a => a.Kind,
                (a, v) => a with { Kind = v })
            {
                Summary = "none, full weight at once; linear, a rise over the first epochs; cyclical, rises again and again (vae only)",
            },
            new TypedKey<AnnealingDefinition, int>(
                "epochs",
                new IntegerForm<int>(1, 100_000),
                a => a.Epochs,
                (a, v) => a with { Epochs = v })
            {
                Summary = "Epochs of the rise, or of one cycle",
                Unit = "epochs",
                Raising = "leaves the code free for longer",
            },
        ]);
}
