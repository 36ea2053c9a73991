namespace StreamAe.Numerics.Training;

/// <summary>The error of an option outside its range.</summary>
internal static class OptionRange
{
    public static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
