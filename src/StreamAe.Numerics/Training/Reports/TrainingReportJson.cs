using System.Buffers;
using System.Text;
using System.Text.Json;

namespace StreamAe.Numerics.Training;

/// <summary>
/// A training report as JSON, for files and the command line. A number that is NaN or infinite is written as null: JSON has none.
/// </summary>
public static class TrainingReportJson
{
    /// <summary>The report as an object.</summary>
    public static void Write(Utf8JsonWriter writer, TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(report);
        writer.WriteStartObject();
        writer.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(report.Outcome.ToString()));
        writer.WriteNumber("fittingRows", report.FittingRows);
        writer.WriteNumber("validationRows", report.ValidationRows);
        writer.WriteNumber("batchSize", report.BatchSize);
        writer.WriteNumber("epochs", report.ValidationLoss.Count);
        writer.WriteNumber("bestEpoch", report.BestEpoch);
        WriteNumber(writer, "bestLoss", report.BestLoss);
        writer.WriteStartObject("figures");
        WriteNumber(writer, "meanSquaredError", report.Figures.MeanSquaredError);
        WriteNumber(writer, "meanAbsoluteError", report.Figures.MeanAbsoluteError);
        WriteNumber(writer, "divergence", report.Figures.Divergence);
        writer.WriteEndObject();
        if (report.UnitDivergences.Count > 0)
        {
            writer.WriteStartObject("latent");
            writer.WriteNumber("activeUnits", report.ActiveUnits);
            writer.WriteBoolean("isCollapsed", report.IsCollapsed);
            WriteNumbers(writer, "unitDivergences", report.UnitDivergences);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("warnings");
        foreach (string warning in report.Warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("curves");
        WriteNumbers(writer, "trainingLoss", report.TrainingLoss);
        WriteNumbers(writer, "validationLoss", report.ValidationLoss);
        WriteNumbers(writer, "learningRate", report.LearningRate);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The report as indented text.</summary>
    public static string ToText(TrainingReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            Write(writer, report);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IReadOnlyList<float> values)
    {
        writer.WriteStartArray(name);
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>A float keeps its own shortest digits, which as a double it would not.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, string name, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
