namespace StreamAe.Numerics.Files;

/// <summary>How many bits a code's unit keeps.</summary>
public enum CodePrecision
{
    /// <summary>A byte: 255 equal steps between a unit's smallest and largest value in the file. Error at most half a step.</summary>
    Byte,

    /// <summary>IEEE 754 binary16: 11 significant bits, up to 65504.</summary>
    Half,

    /// <summary>IEEE 754 binary32: nothing is lost.</summary>
    Single,
}
