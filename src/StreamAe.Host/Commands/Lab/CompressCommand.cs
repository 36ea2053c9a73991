using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Lab;
using StreamAe.Numerics.Evaluation;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab compress</c></summary>
internal static class CompressCommand
{
    public static Command Create()
    {
        Argument<string> data = LabOptions.Data();
        Option<string> model = LabOptions.Model();
        var output = new Option<string>("--out", "-o") { Description = "The file of codes.", Required = true, HelpName = "rows.saz" };
        Option<CodePrecision> bits = Choice.Of("--bits", "Of each latent unit.", "8", ("8", CodePrecision.Byte), ("16", CodePrecision.Half), ("32", CodePrecision.Single));
        Option<bool> json = LabOptions.Json();
        var command = new Command(
            "compress",
            """
            Keeps the codes of rows instead of the rows, and says what that saves and costs. The same model decompresses them.

            Example:
              streamae lab compress digits.csv --model digits.sae --bits 8 --out digits.saz
            """)
        {
            data, model, output, bits, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            LabTable table = LabTableReader.Read(parsed.GetRequiredValue(data), lab.Columns(), cancellationToken);
            string path = parsed.GetRequiredValue(output);
            var set = new CodeSet(ModelFile.Checksum(lab.Stored), lab.Architecture.Latent, lab.Encode(table).Codes, lab.Categories(table), lab.Stored.Conditions.Length);
            CodeFile.Save(path, set, parsed.GetValue(bits));
            CodeSet kept = CodeFile.Load(path);
            float[][] rows = lab.Decode(kept.Codes, kept.Categories);
            double error = ReconstructionQuality.Compute(RowNoise.Scaled(lab.Stored.Scaling, table.Rows), RowNoise.Scaled(lab.Stored.Scaling, rows), range: 0).Rmse;
            var summary = new Summary(
                table.Count,
                new FileInfo(table.File).Length,
                table.Count * (long)lab.Architecture.Features * sizeof(float),
                new FileInfo(path).Length,
                lab.Architecture.Features / (double)lab.Architecture.Latent,
                error);
            Tell(summary, path, parsed.GetValue(json));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Tell(Summary s, string path, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(s, JsonText.Options));
            return;
        }

        Console.Out.WriteLine($"{s.Rows:N0} rows: {ByteText.Of(s.SourceBytes)} as text, {ByteText.Of(s.FloatBytes)} as floats, {ByteText.Of(s.FileBytes)} in {path}");
        Console.Out.WriteLine($"  ratio       {s.FloatRatio:0.0} to the floats, {s.SourceBytes / (double)s.FileBytes:0.0} to the text; {s.UnitRatio:0.0} columns a unit");
        Console.Out.WriteLine($"  error       RMSE {s.ScaledRmse:G4} in scaled units, where a column's own deviation is 1 if standardised");
    }

    /// <param name="SourceBytes">Of the file that was read.</param>
    /// <param name="FloatBytes">Of the rows at four bytes a value.</param>
    /// <param name="FileBytes">Of the codes' file, header and all.</param>
    /// <param name="UnitRatio">D / J</param>
    /// <param name="ScaledRmse">Between the rows and what the file decompresses to, in the model's units.</param>
    private sealed record Summary(int Rows, long SourceBytes, long FloatBytes, long FileBytes, double UnitRatio, double ScaledRmse)
    {
        public double FloatRatio => FloatBytes / (double)FileBytes;
    }
}
