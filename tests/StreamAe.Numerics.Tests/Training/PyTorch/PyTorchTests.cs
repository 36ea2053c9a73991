using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>
/// The same weights, rows and noise in PyTorch: losses and the parameters after optimiser steps agree within 1e-5. Skipped where no
/// python3 has torch.
/// </summary>
public sealed class PyTorchTests
{
    private const double Tolerance = 1e-5;

    /// <summary>Programs that may have torch: the one on the path, and Debian's where another stands before it.</summary>
    private static readonly string[] Pythons = ["python3", "/usr/bin/python3"];

    [Fact]
    public async Task Steps_EveryLossLatentAndOptimizer_AreWhatPyTorchTakes()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string? python = await FindTorchAsync(cancel);
        Assert.SkipWhen(python is null, "No python3 here can import torch; python3-torch of Debian is enough.");
        Case[] cases = [.. Cases()];
        string folder = Directory.CreateTempSubdirectory("streamae-torch-").FullName;
        try
        {
            string questions = Path.Combine(folder, "cases.json"), answers = Path.Combine(folder, "answers.json");
            await File.WriteAllTextAsync(questions, new JsonArray([.. cases.Select(c => c.ToJson())]).ToJsonString(), cancel);
            (int exitCode, string output) = await RunAsync(python!, [Script(), questions, answers], cancel);
            Assert.True(exitCode == 0, output);

            JsonElement results = JsonDocument.Parse(await File.ReadAllTextAsync(answers, cancel)).RootElement;
            Assert.Equal(cases.Length, results.GetArrayLength());
            for (int c = 0; c < cases.Length; c++)
            {
                cases[c].Compare(results[c], Tolerance);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Case> Cases()
    {
        ulong seed = 1;
        foreach (OptimizerKind optimizer in Enum.GetValues<OptimizerKind>())
        {
            foreach (ReconstructionLoss loss in Enum.GetValues<ReconstructionLoss>())
            {
                foreach (LatentKind latent in RandomModels.LatentKinds)
                {
                    Activation output = loss == ReconstructionLoss.BinaryCrossEntropy ? Activation.Sigmoid : Activation.Linear;
                    var architecture = new Architecture(9, [7, 5], 3, latent, Activation.Elu, outputActivation: output, condition: (int)seed % 3);

                    // A VAE draws new noise each step, so it takes one.
                    int steps = latent == LatentKind.Gaussian ? 1 : 4;
                    yield return new Case(architecture, Options(optimizer, loss), steps, seed++);
                }
            }
        }

        foreach (Activation activation in RandomModels.Activations)
        {
            yield return new Case(new Architecture(6, [5], 2, hiddenActivation: activation), Options(OptimizerKind.Adam, ReconstructionLoss.MeanSquared), 2, seed++);
        }

        foreach (Activation activation in (Activation[])[Activation.Tanh, Activation.Sigmoid])
        {
            TrainingOptions sparse = Options(OptimizerKind.Adam, ReconstructionLoss.MeanSquared) with
            {
                Regularization = new() { Sparsity = SparsityKind.Divergence, SparsityTarget = 0.15, SparsityWeight = 0.4 },
            };
            yield return new Case(new Architecture(8, [6], 4, latentActivation: activation), sparse, 3, seed++);
        }

        TrainingOptions normalized = Options(OptimizerKind.Sgd, ReconstructionLoss.MeanSquared) with { Regularization = new() { BatchNormalization = true } };
        yield return new Case(new Architecture(8, [6], 4), normalized, 3, seed++);
        TrainingOptions clipped = Options(OptimizerKind.Sgd, ReconstructionLoss.Huber) with { Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.1, ClipNorm = 0.05 } };
        yield return new Case(new Architecture(8, [6], 4), clipped, 3, seed);
    }

    private static TrainingOptions Options(OptimizerKind optimizer, ReconstructionLoss loss) => new()
    {
        Loss = loss,
        HuberDelta = 0.7,
        Optimizer = new() { Kind = optimizer, LearningRate = optimizer == OptimizerKind.Sgd ? 0.05 : 2e-3, Momentum = 0.8 },
        Variational = new() { Beta = 0.6 },
    };

    private static string Script() => Path.Combine(AppContext.BaseDirectory, "Training", "PyTorch", "cross_check.py");

    private static async Task<string?> FindTorchAsync(CancellationToken cancel)
    {
        foreach (string python in Pythons)
        {
            try
            {
                if ((await RunAsync(python, ["-c", "import torch"], cancel)).ExitCode == 0)
                {
                    return python;
                }
            }
            catch (Win32Exception)
            {
                // No such program.
            }
        }

        return null;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        process.Start();
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        string output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>A few steps on one batch: what PyTorch is given, and what came out here.</summary>
    private sealed unsafe class Case
    {
        private const int Rows = 11;

        private readonly Architecture _architecture;
        private readonly TrainingOptions _options;
        private readonly JsonObject _json;
        private readonly StepFixture _step;
        private readonly double[] _losses;

        public Case(Architecture architecture, TrainingOptions options, int steps, ulong seed)
        {
            _architecture = architecture;
            _options = options;
            _step = new StepFixture(architecture, options, Rows, seed);
            JsonArray layers = new([.. Enumerable.Range(0, architecture.Layers.Length).Select(LayerJson)]);
            IOptimizer optimizer = Optimizer.Create(options.Optimizer, _step.Step.Gradient.Length);
            var random = new PhiloxRandom(seed, 2);
            _losses = new double[steps];
            for (int s = 0; s < steps; s++)
            {
                _losses[s] = _step.Compute(options.Variational.Beta, ref random);
                if (options.Optimizer.ClipNorm > 0)
                {
                    GradientClipping.Apply(_step.Step.Gradient, options.Optimizer.ClipNorm);
                }

                fixed (float* p = _step.Parameters)
                {
                    optimizer.Step(p, _step.Step.GradientPointer, options.Optimizer.LearningRate);
                }
            }

            _json = new JsonObject
            {
                ["features"] = architecture.Features,
                ["gaussian"] = architecture.LatentKind == LatentKind.Gaussian,
                ["latentLayer"] = architecture.LatentLayer,
                ["layers"] = layers,
                ["inputs"] = Json(_step.Doubles(_step.Inputs, architecture.Features + architecture.Condition)),
                ["noise"] = Json(_step.Objective([], 0).LatentNoise),
                ["loss"] = options.Loss.ToString(),
                ["huberDelta"] = options.HuberDelta,
                ["beta"] = options.Variational.Beta,
                ["sparsityTarget"] = options.Regularization.SparsityTarget,
                ["sparsityWeight"] = options.Regularization.Sparsity == SparsityKind.None ? 0 : options.Regularization.SparsityWeight,
                ["optimizer"] = options.Optimizer.Kind.ToString(),
                ["learningRate"] = options.Optimizer.LearningRate,
                ["momentum"] = options.Optimizer.Momentum,
                ["clipNorm"] = options.Optimizer.ClipNorm,
                ["steps"] = steps,
            };
        }

        public JsonObject ToJson() => _json;

        public void Compare(JsonElement answer, double tolerance)
        {
            string what = $"{_architecture}, {_options.Loss}, {_options.Optimizer.Kind}";
            double[] losses = [.. answer.GetProperty("losses").EnumerateArray().Select(e => e.GetDouble())];
            for (int s = 0; s < _losses.Length; s++)
            {
                Assert.True(Math.Abs(_losses[s] - losses[s]) <= tolerance * Math.Max(1, Math.Abs(losses[s])), $"{what}: loss {_losses[s]}, PyTorch {losses[s]}");
            }

            for (int l = 0; l < _architecture.Layers.Length; l++)
            {
                JsonObject own = LayerJson(l);
                foreach (JsonProperty property in answer.GetProperty("layers")[l].EnumerateObject())
                {
                    double[] expected = [.. Numbers(property.Value)];
                    double[] actual = [.. Numbers(JsonSerializer.SerializeToElement(own[property.Name]))];
                    Assert.Equal(expected.Length, actual.Length);
                    for (int i = 0; i < expected.Length; i++)
                    {
                        Assert.True(Math.Abs(actual[i] - expected[i]) <= tolerance, $"{what}: {property.Name} {i} of layer {l} is {actual[i]}, PyTorch {expected[i]}");
                    }
                }
            }
        }

        private static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().SelectMany(Numbers)
            : [element.GetDouble()];

        private static JsonArray Json(IEnumerable<double[]> rows) =>
            new([.. rows.Select(row => new JsonArray([.. row.Select(x => JsonValue.Create(x))]))]);

        private JsonObject LayerJson(int l)
        {
            DenseLayer layer = _architecture.Layers[l];
            double[] Slice(int at) => Array.ConvertAll(_step.Parameters[at..(at + layer.Outputs)], p => (double)p);
            var json = new JsonObject
            {
                ["activation"] = layer.Activation.ToString(),
                ["weights"] = Json(Enumerable.Range(0, layer.Inputs).Select(i => Slice(layer.WeightOffset + (i * layer.OutputStride)))),
                ["biases"] = Json([Slice(layer.BiasOffset)])[0]!.DeepClone(),
            };
            if (_step.Step.Normalization is { } normalization && l != _architecture.LatentLayer && l != _architecture.Layers.Length - 1)
            {
                json["scales"] = Json([Slice(normalization.ScaleOffset(l))])[0]!.DeepClone();
            }

            return json;
        }
    }
}
