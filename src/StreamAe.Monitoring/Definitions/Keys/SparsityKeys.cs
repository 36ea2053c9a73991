using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>training.sparsity</c>.</summary>
internal static class SparsityKeys
{
    public static MappingForm<SparsityDefinition> Form { get; } = new(
        new SparsityDefinition(),
        [
            new TypedKey<SparsityDefinition, SparsityKind>(
                "kind",
                new ChoiceForm<SparsityKind>(
                    ("none", SparsityKind.None), ("divergence", SparsityKind.Divergence), ("absolute", SparsityKind.Absolute)),
                s => s.Kind,
                (s, v) => s with { Kind = v })
            {
                Summary = "none; divergence, that of each unit's mean activation from the target (tanh and sigmoid units); absolute, the sum of the activations",
            },
            new TypedKey<SparsityDefinition, double>(
                "target",
                new NumberForm<double>(0, 1, openMin: true, openMax: true),
                s => s.Target,
                (s, v) => s with { Target = v })
            {
                Summary = "Mean activation a divergence asks of each unit; those of tanh are mapped to 0 … 1 first",
                Raising = "lets more units speak",
            },
            new TypedKey<SparsityDefinition, double>(
                "weight",
                new NumberForm<double>(0, 1e6),
                s => s.Weight,
                (s, v) => s with { Weight = v })
            {
                Summary = "Weight of the term beside the reconstruction loss",
                Raising = "makes the code sparser and the reconstruction worse",
            },
        ]);
}
