using System.CommandLine;
using System.CommandLine.Parsing;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Commands.Lab;

/// <summary>The options that several lab commands share, so that they mean the same everywhere.</summary>
internal static class LabOptions
{
    public static Argument<string> Data(string description = "CSV file with a header, plain or gzip.") => new("data") { Description = description };

    public static Option<string> Model() => new("--model", "-m") { Description = "The model file.", Required = true, HelpName = "model.sae" };

    public static Option<string?> Out(string description) => new("--out", "-o") { Description = $"{description} Standard output without it.", HelpName = "file" };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };

    public static Option<string?> Label(string description) => new("--label") { Description = description, HelpName = "column" };

    public static Option<ulong> Seed() => new("--seed") { Description = "Another seed draws other numbers. Default 1.", DefaultValueFactory = _ => 1 };

    public static Option<string?> Plot(string description)
    {
        var option = new Option<string?>("--plot") { Description = $"{description}; the name ends in .svg or .png.", HelpName = "out.svg" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is string path && Path.GetExtension(path).ToLowerInvariant() is not (".svg" or ".png"))
            {
                result.AddError($"--plot {path}: the name must end in .svg or .png.");
            }
        });
        return option;
    }

    public static Option<ImageSize?> Image() => new("--image")
    {
        Description = "Rows are grey images of this height and width: draw them so.",
        HelpName = "H×W",
        CustomParser = result =>
        {
            string[] parts = result.Tokens.Count == 1 ? result.Tokens[0].Value.Split('x', '×', 'X') : [];
            if (parts.Length == 2 && int.TryParse(parts[0], out int height) && int.TryParse(parts[1], out int width) && height > 0 && width > 0)
            {
                return new ImageSize(height, width);
            }

            result.AddError($"--image {result.Tokens[0].Value}: give height×width, such as 28x28.");
            return null;
        },
    };

    public static Option<int> Count(string name, string description, int initial, int low = 1, int high = 10_000_000)
    {
        var option = new Option<int>(name) { Description = $"{description} Default {initial}.", DefaultValueFactory = _ => initial };
        option.Validators.Add(result =>
        {
            if (result.TryGet(out int value))
            {
                RequireRange(result, name, value, low, high);
            }
        });
        return option;
    }

    /// <summary>Loads a model for a command.</summary>
    public static LabModel Load(string path) => new(ModelFile.Load(path));

    /// <summary>The size of each cell's picture; checked against the model's width.</summary>
    public static Sheet SheetFor(ImageSize? image, LabModel model)
    {
        if (image is ImageSize size && size.Height * (long)size.Width != model.Architecture.Features)
        {
            throw new WrongUseException($"--image {size}: {size.Height}×{size.Width} are {size.Height * (long)size.Width} values; the model's rows have {model.Architecture.Features}.");
        }

        return new Sheet(image?.Height ?? 0, image?.Width ?? 0);
    }

    private static void RequireRange(OptionResult result, string name, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            result.AddError($"{name} {value}: must be {low:N0} to {high:N0}.");
        }
    }
}
