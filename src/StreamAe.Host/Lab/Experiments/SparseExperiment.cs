using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Do the units of a sparse autoencoder come to the activation they were asked for?</summary>
internal sealed class SparseExperiment : IExperiment
{
    private const int Units = 32;

    public string Name => "sparse";

    public string Title => "Sparse codes";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        Sample pictures = options.Pictures;
        (Sample train, Sample test) = pictures.Split(pictures.Count * 4 / 5);
        var architecture = new Architecture(
            train.Features, [], Units, latentActivation: Activation.Sigmoid, outputActivation: Activation.Sigmoid);
        var rows = new List<string[]>();
        foreach ((string label, RegularizationOptions regularization) in Variants())
        {
            var training = new TrainingOptions
            {
                Epochs = 150,
                MinSteps = 0,
                BatchSize = 64,
                Patience = 0,
                Optimizer = new OptimizerOptions { LearningRate = 3e-3 },
                Regularization = regularization,
                Seed = options.Seed,
            };
            FittedModel model = FittedModel.Fit(architecture, train, training, cancellationToken);
            float[] codes = model.Encode(test);
            float[] means = [.. Enumerable.Range(0, Units).Select(j => Enumerable.Range(0, test.Count).Average(r => codes[(r * Units) + j]))];
            rows.Add([
                label,
                Format.Figure(means.Average()),
                $"{Format.Figure(means.Min())} – {Format.Figure(means.Max())}",
                Format.Percent(codes.Count(c => c > 0.5f) / (double)codes.Length),
                Format.Figure(model.Error(test)),
            ]);
        }

        return new ExperimentResult(
            $"{options.PicturesName}, {train.Count:N0} training, {test.Count:N0} test; {Units} sigmoid units, no hidden layer, sigmoid output; 150 epochs of Adam at 0.003. "
            + "Test activations, mean over rows of each unit.",
            new ExperimentTable(["sparsity", "mean activation", "range over units", "activations above ½", "test MSE"], rows),
            []);
    }

    private static IEnumerable<(string Label, RegularizationOptions Options)> Variants()
    {
        yield return ("none", new RegularizationOptions());
        foreach (double target in (double[])[0.02, 0.05, 0.1, 0.2])
        {
            yield return (
                $"KL to ρ = {Format.Number(target)}",
                new RegularizationOptions { Sparsity = SparsityKind.Divergence, SparsityTarget = target, SparsityWeight = 0.05 });
        }

        yield return ("L1, λ = 0.001", new RegularizationOptions { Sparsity = SparsityKind.Absolute, SparsityWeight = 1e-3 });
    }
}
