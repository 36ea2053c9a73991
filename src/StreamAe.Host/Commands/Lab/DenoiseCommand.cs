using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;
using StreamAe.Numerics.Evaluation;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab denoise</c></summary>
internal static class DenoiseCommand
{
    public static Command Create()
    {
        Argument<string> data = LabOptions.Data("CSV file of noisy rows; with --add-noise of clean ones.");
        Option<string> model = LabOptions.Model();
        Option<string?> output = LabOptions.Out("CSV file of denoised rows.");
        var clean = new Option<string?>("--clean") { Description = "The same rows without noise: say how much nearer to them the denoised ones are.", HelpName = "clean.csv" };
        Option<NoiseKind> noise = TrainingCommandOptions.NoiseChoice("--add-noise", "Spoil the rows first, to measure what the model can do.");
        var level = new Option<double>("--noise-level") { Description = "σ in scaled units, or the share of spoilt values. Default 0.1.", DefaultValueFactory = _ => 0.1 };
        Option<ulong> seed = LabOptions.Seed();
        Option<string?> plot = LabOptions.Plot("Draw noisy and denoised rows");
        Option<ImageSize?> image = LabOptions.Image();
        Option<bool> json = LabOptions.Json();
        var command = new Command(
            "denoise",
            """
            Writes every row without what the model holds for noise. A model trained with --noise does it best.
            With --clean or --add-noise it measures: the error before and after, in scaled units, so that all columns count alike.

            Examples:
              streamae lab denoise noisy.csv --model m.sae --out quiet.csv
              streamae lab denoise digits.csv --model m.sae --add-noise gaussian --noise-level 0.5 --image 8x8 --plot d.svg --out d.csv
            """)
        {
            data, model, output, clean, noise, level, seed, plot, image, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            Sheet sheet = LabOptions.SheetFor(parsed.GetValue(image), lab);
            LabTable noisy = LabTableReader.Read(parsed.GetRequiredValue(data), lab.Columns(), cancellationToken);
            NoiseKind kind = parsed.GetValue(noise);
            LabTable? truth = null;
            if (kind != NoiseKind.None)
            {
                truth = noisy;
                noisy = RowNoise.Spoil(noisy, lab.Stored.Scaling, kind, parsed.GetValue(level), parsed.GetValue(seed));
            }
            else if (parsed.GetValue(clean) is string path)
            {
                truth = LabTableReader.Read(path, lab.Columns(), cancellationToken);
                if (truth.Count != noisy.Count)
                {
                    throw new WrongUseException($"--clean {path}: it has {truth.Count:N0} rows, {noisy.File} has {noisy.Count:N0}; give the same rows without noise.");
                }
            }

            (float[][] rows, _, _) = lab.Reconstruct(noisy);
            bool asJson = parsed.GetValue(json);
            if (parsed.GetValue(output) is string || !asJson)
            {
                using CsvText csv = new(parsed.GetValue(output));
                csv.Fields(lab.Stored.FeatureNames).EndRow();
                foreach (float[] row in rows)
                {
                    csv.Fields(row).EndRow();
                }
            }

            if (truth is not null)
            {
                double before = ScaledError(lab, truth.Rows, noisy.Rows), after = ScaledError(lab, truth.Rows, rows);
                if (asJson)
                {
                    Console.Out.WriteLine(JsonSerializer.Serialize(new { NoisyRmse = before, DenoisedRmse = after }, JsonText.Options));
                }
                else
                {
                    Console.Error.WriteLine($"RMSE to the clean rows, in scaled units: {before:G4} before, {after:G4} after.");
                }
            }

            if (parsed.GetValue(plot) is string picture)
            {
                List<(string, IReadOnlyList<float[]>)> versions = [("noisy", noisy.Rows), ("denoised", rows)];
                RowsPlot.Save(picture, sheet, lab.Stored.FeatureNames, truth is null ? versions : [("clean", truth.Rows), .. versions]);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static double ScaledError(LabModel lab, IReadOnlyList<float[]> truth, IReadOnlyList<float[]> rows) =>
        ReconstructionQuality.Compute(RowNoise.Scaled(lab.Stored.Scaling, truth), RowNoise.Scaled(lab.Stored.Scaling, rows), range: 0).Rmse;
}
