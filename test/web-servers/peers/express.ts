import express from "express";

const [folder = "", port = ""] = process.argv.slice(2);
express().use(express.static(folder)).listen(Number(port), "127.0.0.1");
