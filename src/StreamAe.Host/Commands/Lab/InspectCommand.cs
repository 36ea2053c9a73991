using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Lab;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab inspect</c></summary>
internal static class InspectCommand
{
    private const int MostColumns = 40;

    public static Command Create()
    {
        Argument<string> file = new("model") { Description = "The model file." };
        Option<bool> json = LabOptions.Json();
        var command = new Command(
            "inspect",
            """
            Verifies a model file and says what is in it: architecture, columns, scaling, how it was trained.

            Example:
              streamae lab inspect digits.sae
            """)
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            StoredModel model = ModelFile.Load(parsed.GetRequiredValue(file));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(Describe(model), JsonText.Options));
            }
            else
            {
                Print(model);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static object Describe(StoredModel model)
    {
        Architecture a = model.Architecture;
        return new
        {
            Checksum = ModelFile.Checksum(model),
            Architecture = new { a.Features, Hidden = a.Hidden.ToArray(), a.Latent, a.LatentKind, a.HiddenActivation, a.LatentActivation, a.OutputActivation, a.Condition },
            Parameters = a.ParameterCount,
            model.FeatureNames,
            model.Scaling,
            model.Conditions,
            model.Options,
            model.Report,
        };
    }

    private static void Print(StoredModel model)
    {
        Architecture a = model.Architecture;
        Console.Out.WriteLine($"{a}");
        Console.Out.WriteLine($"  checksum    {ModelFile.Checksum(model)[..16]}…  fits the content");
        Console.Out.WriteLine($"  parameters  {a.ParameterCount:N0} ({ByteText.Of(a.ParameterCount * sizeof(float))}), {a.MultiplyAddsPerRow:N0} multiply-adds a row");
        foreach (DenseLayer layer in a.Layers)
        {
            Console.Out.WriteLine($"  layer       {layer.Inputs,6:N0} → {layer.Outputs,-6:N0} {layer.Activation.ToString().ToLowerInvariant()}");
        }

        foreach (ConditionColumn condition in model.Conditions)
        {
            Console.Out.WriteLine($"  condition   {condition.Name}: {string.Join(", ", condition.Categories)}");
        }

        Console.Out.WriteLine($"  training    loss {model.Options.Loss}, {model.Options.Optimizer.Kind} {model.Options.Optimizer.LearningRate}, seed {model.Options.Seed}; {model.Report.FittingRows:N0} rows");
        Console.Out.WriteLine($"  outcome     {model.Report.Outcome}, epoch {model.Report.BestEpoch} of {model.Report.TrainingLoss.Count}, validation loss {model.Report.BestLoss:G5}");
        Console.Out.WriteLine($"  scaling     {model.Scaling.Kind}: (x − offset) / scale");
        for (int d = 0; d < Math.Min(a.Features, MostColumns); d++)
        {
            Console.Out.WriteLine($"    {model.FeatureNames[d],-24} offset {model.Scaling.Offsets[d],12:G6}  scale {model.Scaling.Scales[d],12:G6}");
        }

        if (a.Features > MostColumns)
        {
            Console.Out.WriteLine($"    and {a.Features - MostColumns:N0} more columns; --json lists them all");
        }
    }
}
