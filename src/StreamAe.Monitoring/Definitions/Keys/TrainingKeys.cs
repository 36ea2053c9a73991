using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of <c>training</c>.</summary>
internal static class TrainingKeys
{
    public static MappingForm<TrainingDefinition> Form { get; } = new(
        new TrainingDefinition(),
        [
            new TypedKey<TrainingDefinition, bool>("own", new BooleanForm(), t => t.Own, (t, v) => t with { Own = v })
            {
                Summary = "Whether entities get models of their own; where not, the cohort's serves all, now and later",
            },
            new TypedKey<TrainingDefinition, int>("historyRows", SharedForms.Rows(), t => t.HistoryRows, (t, v) => t with { HistoryRows = v })
            {
                Summary = "Newest rows of an entity that are kept to train from",
                Unit = "rows",
                Raising = "covers longer cycles, costs memory, and forgets old behaviour later",
            },
            new TypedKey<TrainingDefinition, int>("minRows", SharedForms.Rows(), t => t.MinRows, (t, v) => t with { MinRows = v })
            {
                Summary = "Rows an entity needs before its first own model",
                Unit = "rows",
                Raising = "gives a better first model, later",
            },
            new TypedKey<TrainingDefinition, TimeSpan?>(
                "every",
                SharedForms.OrWord("never", new DurationForm(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650))),
                t => t.Every,
                (t, v) => t with { Every = v })
            {
                Summary = "Event time between two trainings of an entity; never trains once",
                Raising = "costs less and follows change more slowly",
            },
            new TypedKey<TrainingDefinition, double?>(
                "growth", SharedForms.OrWord("never", new NumberForm<double>(1.05, 100)), t => t.Growth, (t, v) => t with { Growth = v })
            {
                Summary = "How many times the rows of its last training an entity must have before the next: more often while little is known of it, "
                    + "and ever more rarely",
                Unit = "times",
                Raising = "costs less and follows change more slowly",
            },
            new TypedKey<TrainingDefinition, OnDriftDefinition>("onDrift", OnDriftKeys.Form, t => t.OnDrift, (t, v) => t with { OnDrift = v })
            {
                Summary = "When a lasting change of an entity's behaviour asks for a training before its schedule does",
            },
            new TypedKey<TrainingDefinition, int>("epochs", new IntegerForm<int>(1, 100_000), t => t.Epochs, (t, v) => t with { Epochs = v })
            {
                Summary = "Most passes over the rows, unless minSteps asks for more",
                Unit = "epochs",
                Raising = "costs time; early stopping keeps it from overfitting",
            },
            new TypedKey<TrainingDefinition, int>(
                "minSteps", new IntegerForm<int>(0, 10_000_000), t => t.MinSteps, (t, v) => t with { MinSteps = v })
            {
                Summary = "Fewest gradient steps: few rows get more epochs",
                Unit = "steps",
                Raising = "costs time where rows are few",
            },
            new TypedKey<TrainingDefinition, int?>(
                "batchSize", SharedForms.Auto(new IntegerForm<int>(1, 65_536)), t => t.BatchSize, (t, v) => t with { BatchSize = v })
            {
                Summary = "Rows in a gradient step; auto is 32 to 256 by the number of rows",
                Unit = "rows",
                Raising = "makes epochs faster and steps fewer",
            },
            new TypedKey<TrainingDefinition, ReconstructionLoss>(
                "loss", new ChoiceForm<ReconstructionLoss>(
                    ("mse", ReconstructionLoss.MeanSquared), ("bce", ReconstructionLoss.BinaryCrossEntropy), ("huber", ReconstructionLoss.Huber)),
                t => t.Loss,
                (t, v) => t with { Loss = v })
            {
                Summary = "How a reconstruction is compared with its row: mse, squares; bce, cross-entropy, for rows from 0 to 1; huber, squares that go on in a "
                    + "straight line, so that wild values pull less",
            },
            new TypedKey<TrainingDefinition, double>(
                "huberDelta", new NumberForm<double>(0, 1e6, openMin: true), t => t.HuberDelta, (t, v) => t with { HuberDelta = v })
            {
                Summary = "Residual from which the huber loss grows in a straight line",
                Raising = "lets wild values pull harder",
            },
            new TypedKey<TrainingDefinition, OptimizerKind>(
                "optimizer",
                new ChoiceForm<OptimizerKind>(("adam", OptimizerKind.Adam), ("sgd", OptimizerKind.Sgd), ("rmsprop", OptimizerKind.RmsProp)),
                t => t.Optimizer,
                (t, v) => t with { Optimizer = v })
            {
                Summary = "How a gradient moves the weights",
            },
            new TypedKey<TrainingDefinition, double>(
                "learningRate", new NumberForm<double>(0, 1, openMin: true), t => t.LearningRate, (t, v) => t with { LearningRate = v })
            {
                Summary = "Step size before any schedule",
                Raising = "learns faster until it diverges",
            },
            new TypedKey<TrainingDefinition, double>(
                "momentum", new NumberForm<double>(0, 1, openMax: true), t => t.Momentum, (t, v) => t with { Momentum = v })
            {
                Summary = "Share of its last step that sgd adds to the next",
                Raising = "smooths the way and overshoots",
            },
            new TypedKey<TrainingDefinition, double>("clipNorm", new NumberForm<double>(0, 1e9), t => t.ClipNorm, (t, v) => t with { ClipNorm = v })
            {
                Summary = "Longest gradient; a longer one is scaled down to it, 0 is off",
                Raising = "allows larger steps",
            },
            new TypedKey<TrainingDefinition, ScheduleDefinition>("schedule", ScheduleKeys.Form, t => t.Schedule, (t, v) => t with { Schedule = v })
            {
                Summary = "How the learning rate changes over a training",
            },
            new TypedKey<TrainingDefinition, int>("patience", new IntegerForm<int>(1, 10_000), t => t.Patience, (t, v) => t with { Patience = v })
            {
                Summary = "Epochs without a better held-out loss before training stops and the best weights are restored",
                Unit = "epochs",
                Raising = "costs time and stops early less often by bad luck",
            },
            new TypedKey<TrainingDefinition, double>("holdout", new NumberForm<double>(0.01, 0.5), t => t.Holdout, (t, v) => t with { Holdout = v })
            {
                Summary = "Share of the rows kept out of fitting: stops training early and calibrates the threshold",
                Raising = "calibrates better and leaves less to learn from",
            },
            new TypedKey<TrainingDefinition, int>("maxRows", SharedForms.Rows(), t => t.MaxRows, (t, v) => t with { MaxRows = v })
            {
                Summary = "Most rows one training reads; of a longer history it draws this many at random",
                Unit = "rows",
                Raising = "costs time",
            },
            new TypedKey<TrainingDefinition, int>("keepVersions", new IntegerForm<int>(1, 1000), t => t.KeepVersions, (t, v) => t with { KeepVersions = v })
            {
                Summary = "Versions of an entity's own model that are kept, the one in use among them: what a rollback and a replay can go back to",
                Unit = "versions",
                Raising = "costs disk",
            },
            new TypedKey<TrainingDefinition, bool>("keepRejected", new BooleanForm(), t => t.KeepRejected, (t, v) => t with { KeepRejected = v })
            {
                Summary = "Whether models that were found no better are kept too, as many as keepVersions, so that an operator can promote one",
            },
            new TypedKey<TrainingDefinition, ulong>("seed", new IntegerForm<ulong>(0, ulong.MaxValue), t => t.Seed, (t, v) => t with { Seed = v })
            {
                Summary = "Seed of everything random in training: the same rows and seed give the same model",
                Raising = "only picks another draw",
            },
            new TypedKey<TrainingDefinition, double>("l1", new NumberForm<double>(0, 1000), t => t.L1, (t, v) => t with { L1 = v })
            {
                Summary = "Weight of the sum of the weights' absolute values",
                Raising = "drives weights to 0",
            },
            new TypedKey<TrainingDefinition, double>("l2", new NumberForm<double>(0, 1000), t => t.L2, (t, v) => t with { L2 = v })
            {
                Summary = "Weight of half the sum of the squared weights",
                Raising = "keeps weights small",
            },
            new TypedKey<TrainingDefinition, double>("dropout", new NumberForm<double>(0, 0.9), t => t.Dropout, (t, v) => t with { Dropout = v })
            {
                Summary = "Share of the hidden units that are left out of each step",
                Raising = "hinders learning by heart, and learning",
            },
            new TypedKey<TrainingDefinition, bool>(
                "batchNormalization", new BooleanForm(), t => t.BatchNormalization, (t, v) => t with { BatchNormalization = v })
            {
                Summary = "Whether the hidden layers' sums are normalised over each batch; folded into the weights when training ends, "
                    + "so scoring costs the same",
            },
            new TypedKey<TrainingDefinition, SparsityDefinition>("sparsity", SparsityKeys.Form, t => t.Sparsity, (t, v) => t with { Sparsity = v })
            {
                Summary = "What keeps the units of the latent code quiet, so that few of them speak for a row",
            },
            new TypedKey<TrainingDefinition, NoiseDefinition>("noise", NoiseKeys.Form, t => t.Noise, (t, v) => t with { Noise = v })
            {
                Summary = "How rows are spoilt before a model in training reads them, the clean row being the target",
            },
            new TypedKey<TrainingDefinition, AnnealingDefinition>(
                "annealing", AnnealingKeys.Form, t => t.Annealing, (t, v) => t with { Annealing = v })
            {
                Summary = "How the KL term of a vae comes to its weight: from 0, so that the code is used before it is tidied",
            },
            new TypedKey<TrainingDefinition, double>("freeBits", new NumberForm<double>(0, 100), t => t.FreeBits, (t, v) => t with { FreeBits = v })
            {
                Summary = "Divergence of each latent unit that costs nothing (vae only)",
                Unit = "nats",
                Raising = "keeps more units in use",
            },
            new TypedKey<TrainingDefinition, int>(
                "pretrainingEpochs", new IntegerForm<int>(0, 100_000), t => t.PretrainingEpochs, (t, v) => t with { PretrainingEpochs = v })
            {
                Summary = "Epochs for which each layer is fitted alone, outermost first, before all are fitted together; 0 is off",
                Unit = "epochs",
                Raising = "costs time",
            },
        ]);
}
