using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Commands;

/// <summary>Options of the command line that are written as the keys of files are: sizes, durations.</summary>
internal static class OptionForms
{
    /// <exception cref="WrongUseException">The text is not of the form.</exception>
    public static T Read<T>(Form<T> form, string option, string text)
    {
        var errors = new DefinitionErrors(option, new FileDialect("option", "value", string.Empty, []));
        var node = new YamlNode(YamlNodeKind.Scalar, 1, 1) { Text = text };
        return form.TryRead(node, option, string.Empty, new ReadContext(errors), out T value)
            ? value
            : throw new WrongUseException($"{option} {DefinitionErrors.Shown(text)}: must be {form.Rule}.");
    }
}
