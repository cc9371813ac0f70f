"use client";
import type { ComponentProps } from "react";
import { type ButtonSize, type ButtonTone, buttonClass } from "./button-class";
import { useHydrated } from "./time";

type Props = ComponentProps<"button"> & { tone?: ButtonTone; size?: ButtonSize };

/**
 * A button that does something in the browser stays disabled, with its full colours, until it can: the page arrives from
 * the server some tenths of a second before it is alive, and a level accepted into the void would be believed recorded.
 */
export function Button({ tone, size, className = "", type = "button", disabled = false, ...rest }: Props) {
  const waiting = !useHydrated() && type === "button";
  return (
    <button
      type={type}
      disabled={disabled || waiting}
      className={`${buttonClass(tone, size)} ${waiting && !disabled ? "cursor-progress disabled:opacity-100" : ""} ${className}`}
      {...rest}
    />
  );
}
