using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Does layer-wise pretraining help a deep model, against joint training of as many steps?</summary>
internal sealed class PretrainingExperiment : IExperiment
{
    private static readonly int[] Hidden = [48, 32, 16, 8];

    public string Name => "pretraining";

    public string Title => "Layer-wise pretraining against joint training";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        (Sample train, Sample test) = SampleSource.Hierarchy(roots: 4, levels: 3, features: 64, 5000, options.Seed).Split(4000);
        var rows = new List<string[]>();
        foreach (Activation activation in (Activation[])[Activation.Sigmoid, Activation.Tanh, Activation.Elu])
        {
            var architecture = new Architecture(train.Features, Hidden, 4, hiddenActivation: activation, latentActivation: Activation.Linear);
            foreach ((string label, int pretraining, int epochs) in ((string, int, int)[])[("joint, 100 epochs", 0, 100), ("20 epochs a layer, then 100", 20, 100), ("joint, 200 epochs", 0, 200)])
            {
                var training = new TrainingOptions
                {
                    Epochs = epochs,
                    MinSteps = 0,
                    BatchSize = 64,
                    Patience = 0,
                    PretrainingEpochs = pretraining,
                    Seed = options.Seed,
                };
                FittedModel model = FittedModel.Fit(architecture, train, training, cancellationToken);
                rows.Add([activation.ToString().ToLowerInvariant(), label, Format.Figure(model.Report.ValidationLoss[0]), Format.Figure(model.Error(test))]);
            }
        }

        return new ExperimentResult(
            "4 hidden causes through 3 random layers with a sine to 64 features; 4,000 training rows, 1,000 test rows; 64-48-32-16-8-4-8-16-32-48-64, code linear; "
            + "Adam at 0.001, batch 64. 20 epochs for each of five layers cost fewer multiply-adds than 100 joint epochs, so the longer joint training is the fair one.",
            new ExperimentTable(["hidden units", "training", "validation loss after the first joint epoch", "test MSE"], rows),
            []);
    }
}
