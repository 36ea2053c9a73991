using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab decompress</c></summary>
internal static class DecompressCommand
{
    public static Command Create()
    {
        Argument<string> codes = new("codes") { Description = "A file that compress wrote." };
        Option<string> model = LabOptions.Model();
        Option<string?> output = LabOptions.Out("CSV file of rows, behind them the conditions.");
        var command = new Command(
            "decompress",
            """
            Writes the rows that a compressed file stands for, as near as its model comes.

            Example:
              streamae lab decompress digits.saz --model digits.sae --out digits.csv
            """)
        {
            codes, model, output,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(codes), modelPath = parsed.GetRequiredValue(model);
            LabModel lab = LabOptions.Load(modelPath);
            CodeSet set = CodeFile.Load(path);
            ConditionColumn[] conditions = lab.Stored.Conditions;
            if (set.ModelChecksum != ModelFile.Checksum(lab.Stored) || set.Latent != lab.Architecture.Latent || set.Conditions != conditions.Length)
            {
                throw new InvalidDataException(
                    $"{path}: the codes are of model {set.ModelChecksum[..Math.Min(16, set.ModelChecksum.Length)]}…; {modelPath} is {ModelFile.Checksum(lab.Stored)[..16]}…. Give the model that compressed them.");
            }

            for (int i = 0; i < set.Categories.Length; i++)
            {
                int known = conditions[i % conditions.Length].Categories.Length;
                if (set.Categories[i] >= known)
                {
                    throw new InvalidDataException($"{path}: row {(i / conditions.Length) + 1} has category {set.Categories[i]}; the model has {known}. Compress again.");
                }
            }

            float[][] rows = lab.Decode(set.Codes, set.Categories);
            using CsvText csv = new(parsed.GetValue(output));
            csv.Fields(lab.Stored.FeatureNames).Fields(conditions.Select(c => c.Name)).EndRow();
            for (int r = 0; r < rows.Length; r++)
            {
                csv.Fields(rows[r]).Fields(conditions.Select((c, k) => c.Categories[set.Categories[(r * conditions.Length) + k]])).EndRow();
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
