using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>training.schedule</c>.</summary>
internal static class ScheduleKeys
{
    public static MappingForm<ScheduleDefinition> Form { get; } = new(
        new ScheduleDefinition(),
        [
            new TypedKey<ScheduleDefinition, ScheduleKind>(
                "kind",
                new ChoiceForm<ScheduleKind>(
                    ("constant", ScheduleKind.Constant),
                    ("step", ScheduleKind.Step),
                    ("cosine", ScheduleKind.Cosine),
                    ("plateau", ScheduleKind.Plateau)),
                s => s.Kind,
                (s, v) => s with { Kind = v })
            {
                Summary = "The same rate throughout; step, × factor every so many epochs; cosine, half a cosine down to 0; plateau, × factor after so many "
                    + "epochs without a better held-out loss",
            },
            new TypedKey<ScheduleDefinition, int>(
                "epochs",
                new IntegerForm<int>(1, 100_000),
                s => s.Epochs,
                (s, v) => s with { Epochs = v })
            {
                Summary = "Epochs of a step, or those a plateau waits",
                Unit = "epochs",
                Raising = "keeps the rate high for longer",
            },
            new TypedKey<ScheduleDefinition, double>(
                "factor",
                new NumberForm<double>(0, 1, openMin: true, openMax: true),
                s => s.Factor,
                (s, v) => s with { Factor = v })
            {
                Summary = "What a step or a plateau multiplies the rate with",
                Raising = "lowers the rate more gently",
            },
            new TypedKey<ScheduleDefinition, int>(
                "warmUpSteps",
                new IntegerForm<int>(0, 10_000_000),
                s => s.WarmUpSteps,
                (s, v) => s with { WarmUpSteps = v })
            {
                Summary = "Steps over which the rate rises from 0 to its full value, under any kind",
                Unit = "steps",
                Raising = "steadies the start",
            },
        ]);
}
