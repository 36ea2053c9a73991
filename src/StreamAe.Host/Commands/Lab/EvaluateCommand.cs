using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Host.Lab;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab evaluate</c></summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Argument<string> data = LabOptions.Data();
        Option<string> model = LabOptions.Model();
        Option<string?> label = LabOptions.Label("The truth: measures a classifier on the codes, and detection where it is 0 and 1.");
        var range = new Option<double?>("--range") { Description = "Largest minus smallest possible value, for PSNR and SSIM; by default that of the file.", HelpName = "number" };
        var testShare = new Option<double>("--test-share") { Description = "Share of the rows that only measures the classifier. Default 0.3.", DefaultValueFactory = _ => 0.3 };
        Option<ulong> seed = LabOptions.Seed();
        Option<ImageSize?> image = LabOptions.Image();
        Option<bool> json = LabOptions.Json();
        var command = new Command(
            "evaluate",
            """
            Measures a model on rows: MAE, MSE, RMSE, PSNR, with --image SSIM; compression ratio; of a VAE KL and active units.
            With --label also what the codes hold: a logistic regression on codes beside the same on raw rows, and, where the
            label is 0 or 1, how well the reconstruction error tells the ones.

            Example:
              streamae lab evaluate test.csv --model digits.sae --label digit --image 8x8
            """)
        {
            data, model, label, range, testShare, seed, image, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            double share = parsed.GetValue(testShare);
            if (share is not (> 0 and < 1))
            {
                throw new WrongUseException($"--test-share {share}: must be above 0 and below 1.");
            }

            if (parsed.GetValue(range) is double given && !(given > 0 && double.IsFinite(given)))
            {
                throw new WrongUseException($"--range {given}: must be above 0.");
            }

            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            ImageSize? size = parsed.GetValue(image);
            LabOptions.SheetFor(size, lab);
            string? labelColumn = parsed.GetValue(label);
            LabTable table = LabTableReader.Read(parsed.GetRequiredValue(data), lab.Columns(labelColumn is null ? [] : [labelColumn]), cancellationToken);
            EvaluationReport report = ModelEvaluation.Run(lab, table, labelColumn, size, parsed.GetValue(range), share, parsed.GetValue(seed));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(report, JsonText.Options));
            }
            else
            {
                Print(report);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Print(EvaluationReport r)
    {
        Console.Out.WriteLine($"{r.Model}, {r.Rows:N0} rows");
        Line("", "MAE", "MSE", "RMSE", "PSNR dB");
        Line("raw units", Figure(r.Raw.Mae), Figure(r.Raw.Mse), Figure(r.Raw.Rmse), Figure(r.Raw.Psnr));
        Line("scaled units", Figure(r.Scaled.Mae), Figure(r.Scaled.Mse), Figure(r.Scaled.Rmse));
        if (r.Ssim is double ssim)
        {
            Line("SSIM", Figure(ssim));
        }

        Line("compression", $"    {r.CompressionRatio:0.0} columns a unit; a row {ByteText.Of(r.RowBytes)}, its code {ByteText.Of(r.CodeBytes)}, in bytes {ByteText.Of(r.CodeBytes / sizeof(float))}");
        if (r.KlDivergence is double kl)
        {
            Line("KL", $"    {Figure(kl)} nats a row, {r.ActiveUnits} active units");
        }

        if (r.OnCodes is { } codes && r.OnRawRows is { } raw)
        {
            Console.Out.WriteLine();
            Line($"classes ({r.Classes})", "accuracy", "macro F1", "ROC-AUC");
            Line("on codes", Figure(codes.Accuracy), Figure(codes.MacroF1), Figure(codes.RocAuc));
            Line("on raw rows", Figure(raw.Accuracy), Figure(raw.MacroF1), Figure(raw.RocAuc));
        }

        if (r.Detection is { } detection)
        {
            Console.Out.WriteLine();
            Line("detection", "ROC-AUC", "avg. precision", "best F1");
            Line("by error", Figure(detection.RocAuc), Figure(detection.AveragePrecision), Figure(detection.BestF1));
        }
    }

    private static string Figure(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "-";

    private static void Line(string name, params string[] figures) => Console.Out.WriteLine($"  {name,-14}{string.Concat(figures.Select(f => $"{f,16}"))}".TrimEnd());
}
