using System.Text;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions;

/// <summary>
/// Reads monitor files. Whatever the bytes are, the answer is a definition or errors, never an exception: monitor files come
/// from people and from the API. All errors of a file are found in one pass, unless it is no YAML at all.
/// </summary>
public static class MonitorFile
{
    /// <summary>Largest file read, 1 MiB: some ten thousand features. Bounds the memory and time a hostile file can take.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Most errors listed; one more line counts the rest.</summary>
    public const int MaxErrors = 100;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file at <paramref name="path"/>, UTF-8 with or without a byte order mark.</summary>
    public static MonitorFileResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        DefinitionErrors errors = new(path);
        if (ReadText(path, errors) is not { } text)
        {
            return errors.ToResult(null);
        }

        return Parse(text, errors);
    }

    /// <summary>Reads a monitor from <paramref name="reader"/>; <paramref name="fileName"/> stands in the errors.</summary>
    /// <exception cref="IOException">The reader failed; nothing else is thrown.</exception>
    public static MonitorFileResult Parse(TextReader reader, string fileName)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(fileName);
        DefinitionErrors errors = new(fileName);
        char[] buffer = new char[MaxBytes + 1];
        int length = reader.ReadBlock(buffer);
        if (length > MaxBytes)
        {
            ReportTooLarge(errors);
            return errors.ToResult(null);
        }

        return Parse(new string(buffer, 0, length), errors);
    }

    /// <summary>Every effective value of <paramref name="definition"/> as a monitor file, defaults written out.</summary>
    public static string ToYaml(MonitorDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return YamlText.Write(MonitorKeys.ToJson(definition));
    }

    private static MonitorFileResult Parse(string text, DefinitionErrors errors)
    {
        text = text.TrimStart('\uFEFF');
        if (!IsText(text, errors) || YamlTreeReader.Read(text, errors) is not { } root)
        {
            return errors.ToResult(null);
        }

        ReadContext context = new(errors);
        return errors.ToResult(MonitorKeys.Read(root, context));
    }

    private static string? ReadText(string path, DefinitionErrors errors)
    {
        if (Directory.Exists(path))
        {
            errors.Add(0, 0, "", "", "is a directory", "name the monitor file in it");
            return null;
        }

        byte[] bytes = new byte[MaxBytes + 1];
        int length;
        try
        {
            using FileStream file = File.OpenRead(path);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add(0, 0, "", "", "does not exist", "check the path");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(0, 0, "", "", $"cannot be read ({DefinitionErrors.Shown(e.Message, 200)})", "check the path and its permissions");
            return null;
        }

        if (length > MaxBytes)
        {
            ReportTooLarge(errors);
            return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException e)
        {
            int line = 1 + bytes.AsSpan(0, e.Index).Count((byte)'\n');
            int column = e.Index - bytes.AsSpan(0, e.Index).LastIndexOf((byte)'\n');
            errors.Add(line, column, "", "", "is not UTF-8 text", "save the file as UTF-8");
            return null;
        }
    }

    private static void ReportTooLarge(DefinitionErrors errors) =>
        errors.Add(0, 0, "", "", $"is larger than {MaxBytes:N0} bytes", "a monitor file takes a few hundred; check that this is one");

    /// <summary>
    /// Control characters are refused before YAML sees them: its scanner takes U+0000 for the end of the file and would drop
    /// the rest without a word, and takes U+2028 for a line break, which would put every later line number off.
    /// </summary>
    private static bool IsText(string text, DefinitionErrors errors)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\n')
            {
                line++;
                lineStart = i + 1;
            }
            else if ((char.IsControl(c) && c is not ('\t' or '\r')) || c is '\u2028' or '\u2029' || (char.IsSurrogate(c) && !IsPaired(text, i)))
            {
                errors.Add(
                    line, i - lineStart + 1, "", "", $"has the character U+{(int)c:X4}", "a monitor file is plain text; check that this is one");
                return false;
            }
        }

        return true;
    }

    private static bool IsPaired(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
