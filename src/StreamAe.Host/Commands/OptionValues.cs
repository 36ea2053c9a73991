using System.CommandLine.Parsing;

namespace StreamAe.Host.Commands;

/// <summary>Values of options as the rules about them read them.</summary>
internal static class OptionValues
{
    /// <summary>False where the text is no value of the type: the parser itself tells that, once.</summary>
    public static bool TryGet<T>(this OptionResult result, out T? value)
    {
        try
        {
            value = result.GetValueOrDefault<T>();
            return true;
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }
}
