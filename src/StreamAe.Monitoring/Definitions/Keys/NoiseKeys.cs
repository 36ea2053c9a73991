using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>training.noise</c>.</summary>
internal static class NoiseKeys
{
    public static MappingForm<NoiseDefinition> Form { get; } = new(
        new NoiseDefinition(),
        [
            new TypedKey<NoiseDefinition, NoiseKind>(
                "kind",
                new ChoiceForm<NoiseKind>(
                    ("none", NoiseKind.None),
                    ("gaussian", NoiseKind.Gaussian),
                    ("saltAndPepper", NoiseKind.SaltAndPepper),
                    ("masking", NoiseKind.Masking)),
                n => n.Kind,
                (n, v) => n with { Kind = v })
            {
                Summary = "none; gaussian, added to every value; saltAndPepper, some values become their feature's smallest or largest; masking, some values "
                    + "become 0",
            },
            new TypedKey<NoiseDefinition, double>(
                "level",
                new NumberForm<double>(0, 100, openMin: true),
                n => n.Level,
                (n, v) => n with { Level = v })
            {
                Summary = "Standard deviation of gaussian noise in units of the scaled row, else the share of values that are spoilt, at most 0.95",
                Raising = "makes the model lean on what features say of each other",
            },
        ]);
}
